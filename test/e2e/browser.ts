import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export interface Opened {
  page: Page;
  context: BrowserContext;
  /** Everything the page complained of: uncaught errors and errors on its console. */
  complaints: string[];
  /** Requests to anywhere but the server. */
  strangers: string[];
}

/** The browser that `npm test` found. */
export function launch(): Promise<Browser> {
  const executablePath = process.env.TELLTALE_TEST_BROWSER;
  if (!executablePath) throw new Error('TELLTALE_TEST_BROWSER is not set: run `npm test`');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A fresh profile on a page of the server. */
export async function open(
  browser: Browser,
  url: string,
  options: { width?: number; height?: number; dark?: boolean } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const opened: Opened = { page, context, complaints: [], strangers: [] };
  page.on('pageerror', (error) => opened.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') opened.complaints.push(message.text());
  });
  const { origin } = new URL(url);
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(origin) && !asked.startsWith('data:')) opened.strangers.push(asked);
  });
  await page.goto(url);
  return opened;
}
