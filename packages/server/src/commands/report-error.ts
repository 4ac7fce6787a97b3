import { DashboardError } from '../dashboard-error.ts';
import { StartRefused } from '../start-refused.ts';

/** Options that people expect and that are environment variables here. */
const variableOf: Readonly<Record<string, string>> = {
  '--port': 'PORT',
  '-p': 'PORT',
  '--host': 'HOST',
  '--data-dir': 'DASHBOARD_DATA_DIR',
  '--site-url': 'DASHBOARD_SITE_URL',
  '--database-url': 'DATABASE_URL',
  '--log-level': 'DASHBOARD_LOG_LEVEL',
};

/**
 * Turns Node's sentence about a wrong argument into ours.
 *
 * @param name of the command
 * @returns any other error as it is
 */
export function asStartRefused(error: unknown, name: string): unknown {
  if (!(error instanceof TypeError) || !('code' in error)) return error;
  if (!String(error.code).startsWith('ERR_PARSE_ARGS')) return error;
  const [, option = ''] = /^Unknown option '(-{1,2}[\w-]+)/.exec(error.message) ?? [];
  if (option === '') return new StartRefused(`${error.message} See ./dashboard ${name} --help.`);
  const variable = variableOf[option];
  return new StartRefused(
    variable === undefined
      ? `There is no option ${option}. See ./dashboard ${name} --help.`
      : `There is no option ${option}. Set the environment variable ${variable} instead.`,
  );
}

/**
 * What a command that failed prints to standard error: one line where the person at the shell can do
 * something about it, and everything there is where it is a fault of ours.
 *
 * @param asJson whether the command was asked for JSON
 */
export function reportOf(error: unknown, asJson: boolean): unknown {
  if (error instanceof StartRefused) {
    const { message, faults } = error;
    return asJson
      ? JSON.stringify({ error: { code: 'command_failed', message, faults } })
      : message;
  }
  if (error instanceof DashboardError) {
    const { code, message } = error;
    const fields = error.fields ?? {};
    if (asJson) return JSON.stringify({ error: { code, message, faults: Object.values(fields) } });
    return [message, ...Object.values(fields).map((fault) => `  - ${fault}`)].join('\n');
  }
  return error;
}
