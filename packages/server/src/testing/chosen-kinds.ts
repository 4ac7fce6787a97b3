export type DatabaseKind = 'sqlite' | 'postgres';

const allKinds: readonly DatabaseKind[] = ['sqlite', 'postgres'];

/**
 * Reads `TEST_DATABASES`: the kinds of databases that the tests run on, separated by commas.
 *
 * @returns both kinds if it is not set
 * @throws Error if it names another kind
 */
export function chosenKinds(value: string | undefined): readonly DatabaseKind[] {
  if (value === undefined || value === '') return allKinds;
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !allKinds.some((kind) => kind === name));
  if (unknown !== undefined)
    throw new Error(`TEST_DATABASES: use sqlite, postgres or both, not ${unknown}.`);
  return allKinds.filter((kind) => names.includes(kind));
}
