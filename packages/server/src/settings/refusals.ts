import { DashboardError } from '../dashboard-error.ts';

/** @param fields setting → error */
export function invalidSettings(fields: Readonly<Record<string, string>>): DashboardError {
  return new DashboardError('validation_failed', 'Some settings are not valid.', {
    fields,
  });
}

export function lockedByEnvironment(names: readonly string[]): DashboardError {
  return new DashboardError(
    'locked_by_environment',
    `Set by the environment, which is the only place to change it: ${names.join(', ')}.`,
  );
}
