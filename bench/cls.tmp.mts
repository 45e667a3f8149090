import { chromium } from 'playwright-core';
const [,, base, out, ...paths] = process.argv;
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
for (const spec of paths) {
  const [path, w = '1440', scheme = 'light', h = '900'] = spec.split('@');
  const p = await b.newPage({ viewport: { width: Number(w), height: Number(h) }, colorScheme: scheme as 'dark' });
  await p.addInitScript(() => { (window as any).shifts = []; new PerformanceObserver((l) => { for (const e of l.getEntries() as any[]) (window as any).shifts.push([e.value.toFixed(4), Math.round(e.startTime), e.hadRecentInput, ...e.sources.map((s: any) => `${s.node?.nodeName}.${(s.node?.className?.toString?.() ?? s.node?.textContent ?? '').slice(0, 50)} ${Math.round(s.previousRect.x)},${Math.round(s.previousRect.y)} ${Math.round(s.previousRect.width)}x${Math.round(s.previousRect.height)} -> ${Math.round(s.currentRect.x)},${Math.round(s.currentRect.y)} ${Math.round(s.currentRect.width)}x${Math.round(s.currentRect.height)}`)]); }).observe({ type: 'layout-shift', buffered: true }); });
  await p.goto(base + path!);
  await p.waitForTimeout(3500);
  await p.screenshot({ path: `${out}/${path!.replace(/[^a-z0-9]+/gi, '_')}-${w}-${scheme}.png` });
  console.log(spec, JSON.stringify(await p.evaluate(() => (window as any).shifts), null, 1));
  await p.close();
}
await b.close();
