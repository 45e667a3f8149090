import { ConfigError, readConfig } from './config.ts';

const USAGE = `telltale <command>

  serve             the server: UI, API, OTLP, Langfuse API on one port
  demo [--live]     load real public data through the OTLP endpoint
  doctor            check this machine and a running server

Settings are environment variables: docs/reference/config.md`;

/** Commands load only what they need, so that `doctor` works where a store does not. */
const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  serve: async () => {
    const { serve } = await import('./main.ts');
    return serve(readConfig(process.env));
  },
  demo: async (args) => (await import('./demo/command.ts')).demoCommand(args),
  doctor: async (args) => (await import('./doctor.ts')).doctorCommand(args),
};

async function main(): Promise<number> {
  const [name = 'help', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (command) return command(args);
  console.log(USAGE);
  if (name === 'help' || name === '--help' || name === '-h') return 0;
  console.error(`\ntelltale: unknown command \`${name}\``);
  return 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(`telltale: ${error.message}`);
  process.exitCode = 2;
}
