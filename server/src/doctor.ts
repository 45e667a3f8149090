import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from './config.ts';
import { type Finding, fail, line, messageOf, ok } from './doctor/check.ts';
import { VERSION } from './version.ts';

const USAGE = `telltale doctor [--json]

  Checks this machine, the configuration in the environment, and a server that runs with it.
  Exit code 1 when a check fails.`;

/** `telltale doctor`: one line per check. Resolves with the exit code: 0 nothing failed, 1 something did, 2 wrong use. */
export async function doctorCommand(args: string[]): Promise<number> {
  let json: boolean;
  try {
    const { values } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    json = values.json ?? false;
  } catch (error) {
    console.error(`telltale: ${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  const found: Finding[] = [];
  for await (const finding of examine(process.env)) {
    found.push(finding);
    if (!json) console.log(line(finding));
  }
  const failed = found.some(({ state }) => state === 'fail');
  if (json) console.log(JSON.stringify({ version: VERSION, ok: !failed, checks: found }, null, 2));
  return failed ? 1 : 0;
}

/** Everything that can be checked in this environment, in the order in which it matters. */
export async function* examine(env: Record<string, string | undefined>): AsyncGenerator<Finding> {
  const machine = await import('./doctor/machine.ts');
  yield machine.checkNode();
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield fail('configuration', error.message, 'docs/reference/config.md lists every variable');
    return;
  }
  yield ok('configuration', 'every TELLTALE_ variable is understood');
  yield* machine.checkFolder(config);
  yield machine.checkMemory(config);
  yield* machine.checkDescriptors();
  yield machine.checkClock();
  yield* await stores(config);
  const { checkServer } = await import('./doctor/server.ts');
  yield* await checkServer(config);
}

/** Where a package is missing, loading the checks of the stores already fails: that is a finding too. */
async function stores(config: Config): Promise<Finding[]> {
  try {
    const { checkEngine, checkPostgres } = await import('./doctor/stores.ts');
    return [await checkEngine(config), await checkPostgres(config)];
  } catch (error) {
    return [fail('packages', messageOf(error), 'run `npm ci` again')];
  }
}
