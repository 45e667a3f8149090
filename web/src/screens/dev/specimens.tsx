import { Bell, Copy as CopyIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Button, type ButtonLook, IconButton } from '../../ui/Button.tsx';
import { Combo } from '../../ui/Combo.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { Dialog, Drawer } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field, Input } from '../../ui/Input.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../ui/Menu.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { Segmented, TabPanel, Tabs } from '../../ui/Tabs.tsx';
import { toast } from '../../ui/Toast.tsx';
import { Tip } from '../../ui/Tooltip.tsx';
import { CHARTS } from './charts.tsx';
import { FIGURES } from './figures.tsx';
import { Opened } from './Opened.tsx';

export interface State {
  name: string;
  /** Takes a row of its own. */
  wide?: boolean;
  /** `scheme` keeps names apart that must be one of a kind on a page. */
  show: (scheme: string) => ReactNode;
}
export interface Section {
  title: string;
  states: State[];
}

const nothing = () => {};
const LOOKS: ButtonLook[] = ['plain', 'primary', 'danger', 'quiet'];
const TONES: Tone[] = ['plain', 'accent', 'ok', 'warn', 'bad'];
const OPTIONS = [
  { key: 'a', label: 'answer-from-documents', note: '12.4 k', chosen: true },
  { key: 'b', label: 'summarise-email', note: '8,585', chosen: false },
];
const LONG = 'A very long value that cannot possibly fit where it has to stand, so it is cut';

const buttons: Section = {
  title: 'Buttons',
  states: [
    ...LOOKS.map((look) => ({ name: look, show: () => <Button look={look}>Roll back to v7</Button> })),
    ...LOOKS.map((look) => ({
      name: `${look}, disabled`,
      show: () => (
        <Button look={look} disabled>
          Roll back to v7
        </Button>
      ),
    })),
    { name: 'small', show: () => <Button size="small">Try again</Button> },
    { name: 'pressed', show: () => <Button aria-pressed>Live</Button> },
    {
      name: 'picture only',
      show: () => (
        <IconButton label="Copy the id" hint="y">
          <CopyIcon size={14} aria-hidden="true" />
        </IconButton>
      ),
    },
    {
      name: 'picture only, disabled',
      show: () => (
        <IconButton label="Notify" disabled>
          <Bell size={14} aria-hidden="true" />
        </IconButton>
      ),
    },
    { name: 'copy', show: () => <Copy text="tt_1" /> },
    { name: 'copy, in words', show: () => <Copy text="tt_1">Copy the key</Copy> },
  ],
};

const words: Section = {
  title: 'Badges and keys',
  states: [
    ...TONES.map((tone) => ({ name: tone, show: () => <Badge tone={tone}>canary 5 %</Badge> })),
    ...TONES.slice(2).map((tone) => ({
      name: `${tone}, with picture`,
      show: () => (
        <Badge tone={tone} icon>
          {tone === 'ok' ? 'ok' : tone === 'warn' ? 'at risk' : 'broken'}
        </Badge>
      ),
    })),
    { name: 'key', show: () => <Kbd>g t</Kbd> },
    { name: 'loading', show: () => <Skeleton className="h-5 w-24" /> },
  ],
};

const inputs: Section = {
  title: 'Inputs',
  states: [
    { name: 'empty', show: (scheme) => <Input aria-label={`Empty, ${scheme}`} placeholder="Find a value" /> },
    { name: 'filled', show: (scheme) => <Input aria-label={`Filled, ${scheme}`} defaultValue="gpt-4.1-mini" /> },
    { name: 'disabled', show: (scheme) => <Input aria-label={`Disabled, ${scheme}`} defaultValue="fixed" disabled /> },
    { name: 'with hint', show: () => <Field label="Name" hint="It never changes." /> },
    { name: 'refused', show: () => <Field label="Name" defaultValue="faq" error="The name is taken." /> },
    {
      name: 'select',
      show: () => (
        <Select
          label="Role"
          value="admin"
          onChange={nothing}
          options={[
            { value: 'admin', label: 'Admin' },
            { value: 'viewer', label: 'Viewer', note: 'reads only' },
          ]}
        />
      ),
    },
    {
      name: 'select, disabled',
      show: () => (
        <Select label="Role" value="a" onChange={nothing} options={[{ value: 'a', label: 'Admin' }]} disabled />
      ),
    },
    {
      name: 'two ways to look',
      show: (scheme) => (
        <Segmented
          label={`Layout, ${scheme}`}
          value="a"
          onChange={nothing}
          options={[
            { value: 'a', label: 'Waterfall' },
            { value: 'b', label: 'Conversation' },
          ]}
        />
      ),
    },
  ],
};

const lists: Section = {
  title: 'Lists and what opens',
  states: [
    {
      name: 'list to pick from',
      show: (scheme) => (
        <Combo
          label={`Field, ${scheme}`}
          placeholder="Filter by …"
          query=""
          onQuery={nothing}
          options={OPTIONS}
          onPick={nothing}
          empty="No such field"
          className="w-72 max-w-full"
          autoFocus={false}
        />
      ),
    },
    {
      name: 'list, nothing found',
      show: (scheme) => (
        <Combo
          label={`Nothing, ${scheme}`}
          placeholder="Filter by …"
          query="zzz"
          onQuery={nothing}
          options={[]}
          onPick={nothing}
          empty="No such field"
          className="w-72 max-w-full"
          autoFocus={false}
        />
      ),
    },
    {
      name: 'menu',
      show: () => (
        <Menu trigger={<Button>Menu</Button>}>
          <MenuLabel>Compare with</MenuLabel>
          <MenuChoice chosen onSelect={nothing} note="12">
            Previous period
          </MenuChoice>
          <MenuChoice chosen={false} onSelect={nothing}>
            {LONG}
          </MenuChoice>
          <MenuLine />
          <MenuItem onSelect={nothing} hint="y">
            Copy a link
          </MenuItem>
          <MenuItem onSelect={nothing} disabled>
            Not now
          </MenuItem>
          <MenuItem onSelect={nothing} danger>
            Remove
          </MenuItem>
        </Menu>
      ),
    },
    {
      name: 'popover',
      show: () => (
        <Popover label="More" trigger={<Button>Popover</Button>}>
          <p className="p-2">A small panel.</p>
        </Popover>
      ),
    },
    {
      name: 'dialog',
      show: () => (
        <Opened label="Dialog">
          {(close) => (
            <Dialog open onOpenChange={close} title="Revoke the key?" note="Whoever uses it is locked out at once.">
              <Button look="danger">Revoke it</Button>
            </Dialog>
          )}
        </Opened>
      ),
    },
    {
      name: 'drawer',
      show: () => (
        <Opened label="Drawer">
          {(close) => (
            <Drawer open onOpenChange={close} title="Call" note="24 Nov 14:05">
              <p className="p-4">Beside the page.</p>
            </Drawer>
          )}
        </Opened>
      ),
    },
    {
      name: 'tooltip',
      show: () => (
        <Tip text="Follows new calls" hint="l">
          <Button>Tooltip</Button>
        </Tip>
      ),
    },
    { name: 'toast', show: () => <Button onClick={() => toast('Link copied', 'ok')}>Toast</Button> },
  ],
};

const tables: Section = {
  title: 'Panels and tables',
  states: [
    {
      name: 'panel',
      wide: true,
      show: () => (
        <Panel title="Latency" note="n = 33,202" actions={<Button size="small">Open</Button>}>
          <p>What it holds.</p>
        </Panel>
      ),
    },
    {
      name: 'table: rows, a long value, unknown, chosen, loading',
      wide: true,
      show: (scheme) => (
        <Panel title="By prompt" flush>
          <Table label={`By prompt, ${scheme}`}>
            <thead>
              <tr className="bg-panel">
                <Th first>Prompt</Th>
                <Th number sorted="down">
                  Calls
                </Th>
                <Th number>P95</Th>
              </tr>
            </thead>
            <tbody>
              <Tr onPick={nothing}>
                <Td first>answer-from-documents</Td>
                <Td number>12,431</Td>
                <Td number>5.07 s</Td>
              </Tr>
              <Tr>
                <Td first className="max-w-60 truncate">
                  {LONG}
                </Td>
                <Td number>1</Td>
                <Td number>
                  <span className="text-muted">–</span>
                </Td>
              </Tr>
              <Tr selected>
                <Td first>summarise-email</Td>
                <Td number>8,585</Td>
                <Td number>
                  <span className="text-small text-muted">too few</span>
                </Td>
              </Tr>
              <Tr>
                <Td first>
                  <Skeleton className="h-4 w-28" />
                </Td>
                <Td number>
                  <Skeleton className="h-4 w-12" />
                </Td>
                <Td number>
                  <Skeleton className="h-4 w-12" />
                </Td>
              </Tr>
            </tbody>
          </Table>
        </Panel>
      ),
    },
    {
      name: 'tabs',
      wide: true,
      show: (scheme) => (
        <Tabs
          label={`Parts, ${scheme}`}
          value="a"
          onChange={nothing}
          options={[
            { value: 'a', label: 'Conversation' },
            { value: 'b', label: 'Attributes', note: 14 },
          ]}
        >
          <TabPanel value="a">What was said.</TabPanel>
          <TabPanel value="b">What was sent.</TabPanel>
        </Tabs>
      ),
    },
  ],
};

const errors: Section = {
  title: 'Errors',
  states: [
    ['not reached', new ApiError(0, 'Server not reached', 'Telltale does not answer. Is it still running?')],
    ['too expensive', new ApiError(422, 'Query too expensive', 'The search takes too long')],
    ['busy', new ApiError(503, 'Try again later', 'too many queries over many rows at once')],
    ['refused input', new ApiError(400, 'Invalid input', 'there is no field `modle`', 'filter[0].field')],
    ['broken', new Error('Cannot read properties of undefined')],
  ].map(([name, error]) => ({
    name: String(name),
    wide: true,
    show: () => <ErrorNote error={error as Error} retry={nothing} />,
  })),
};
errors.states.push({
  name: 'in a panel',
  wide: true,
  show: () => (
    <ErrorNote error={new ApiError(503, 'Try again later', 'too many queries at once')} retry={nothing} compact />
  ),
});

export const SECTIONS: Section[] = [buttons, words, inputs, lists, tables, errors, ...CHARTS, ...FIGURES];
