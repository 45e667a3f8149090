const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;
/** What a DateTime64(6) and a roll-up's DateTime both hold. */
const LAST = Date.UTC(2106, 0, 1) * 1000;

/** Microseconds since the epoch of an RFC 3339 time, undefined when it is none or outside 1970–2105. Beyond µs it is cut. */
export function parseTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = RFC_3339.exec(text) ?? [];
  if (year === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) return undefined;
  const offset = zoneMinutes(zone);
  if (offset === undefined) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second);
  const micros = date.getTime() * 1000 + seconds * 1e6 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return micros >= 0 && micros < LAST ? micros : undefined;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const [hours = 99, minutes = 99] = zone.slice(1).split(':').map(Number);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** RFC 3339 in UTC with microseconds: `2026-11-24T16:00:00.123456Z`. */
export function formatTime(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const rest = String(micros - millis * 1000).padStart(3, '0');
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`;
}
