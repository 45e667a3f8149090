import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const TONES = {
  plain: 'bg-hover text-muted',
  accent: 'bg-accent-wash text-accent',
  ok: 'bg-ok-wash text-ok',
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
} as const;
export type Tone = keyof typeof TONES;

const ICONS: Partial<Record<Tone, typeof CircleCheck>> = { ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

/** A short state in a word. With `icon` the tone is told by shape too. */
export function Badge({
  tone = 'plain',
  icon = false,
  children,
}: {
  tone?: Tone;
  icon?: boolean;
  children: ReactNode;
}) {
  const Icon = icon ? ICONS[tone] : undefined;
  return (
    <span
      className={`inline-flex h-5 shrink-0 items-center gap-1 rounded-tag px-1.5 text-small font-semibold whitespace-nowrap ${TONES[tone]}`}
    >
      {Icon && <Icon size={12} aria-hidden="true" />}
      {children}
    </span>
  );
}
