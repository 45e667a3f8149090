import { Link } from '@tanstack/react-router';
import { filterWords } from '../../filter.ts';
import { rangeWords } from '../../time.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useView } from '../../view.ts';

/** Nothing to show is not the end of the road. */
export function NoCalls() {
  const { range, filter, patch, setRange } = useView();
  return (
    <Panel>
      <div className="flex flex-col items-start gap-3 px-2 py-8">
        <h2 className="text-[16px]/6 font-semibold">No calls here</h2>
        <p className="text-muted">
          {rangeWords(range)}
          {filter.length > 0 && `, ${filter.map(filterWords).join(', ')}`}: nothing was recorded.
        </p>
        <div className="flex flex-wrap gap-2">
          {filter.length > 0 && (
            <Button onClick={() => patch({ f: undefined, env: undefined })}>Remove all filters</Button>
          )}
          <Button onClick={() => setRange({ from: 'now-30d', to: 'now' })}>Show the last 30 days</Button>
          <Link to="/connect" className={buttonClass()}>
            Connect a client
          </Link>
        </div>
      </div>
    </Panel>
  );
}
