import { DashboardError } from '../dashboard-error.ts';
import { StartRefused } from '../start-refused.ts';

/** Options that people expect, but that are environment variables here. */
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
 * Replaces Node's message about a wrong argument by ours.
 *
 * @param name of the command
 * @returns any other error unchanged
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
 * The text that a failed command prints to standard error: one line if the person at the shell can
 * fix the problem, and all details if it is a bug.
 *
 * @param asJson whether the command has `--json`
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
