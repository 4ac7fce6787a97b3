import { parseArgs } from 'node:util';
import { appAddressWarning, type JwtSettingsPatch, signingKeyWarning } from '@dashboard/contract';
import { shell } from '../audit/audit-store.ts';
import { DashboardError } from '../dashboard-error.ts';
import { groupNamed } from '../groups/group-store.ts';
import { changeJwtSettings } from '../jwt-settings/change-jwt-settings.ts';
import { StartRefused } from '../start-refused.ts';
import type { Command, CommandContext } from './command.ts';
import { type OpenSite, withOpenSite } from './open-site.ts';
import { type MetabaseSettings, readMetabaseEnvironment } from './read-metabase-environment.ts';

const options = {
  'from-env': { type: 'boolean' },
  group: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const importSettings: Command = {
  help: `Usage: ./dashboard import-settings --from-env [options]

Imports Metabase's JWT settings from the variables MB_JWT_* into this Dashboard, all of them or none.
A running server uses them at once.

Options
  --from-env       read the variables MB_JWT_*
  --group ID=NAME  the group here for an id in MB_JWT_GROUP_MAPPINGS; it is created if it does not
                   exist: --group 2=Administrators --group 7=People
  --dry-run        show what would be imported, and change nothing
  --json           print {"taken", "leftOut", "groupMappings"}

docs/from-metabase.md lists the matching settings, and what Dashboard does more strictly.
`,
  async run(words, context) {
    const { values } = parseArgs({ args: [...words], options });
    if (values['from-env'] !== true) {
      throw new StartRefused(
        'The option --from-env is required. See ./dashboard import-settings --help.',
      );
    }
    const found = readMetabaseEnvironment(context.environment);
    const names = readGroupWords(values.group ?? []);
    const unnamed = unnamedGroups(found.groupMappings, names);
    if (unnamed !== null) {
      if (values['dry-run'] === true && values.json !== true) context.print(inWords(found, {}));
      throw unnamed;
    }
    const groupMappings = nameGroups(found.groupMappings, names);
    if (Object.keys(found.taken).length + Object.keys(groupMappings).length === 0) {
      throw new StartRefused('No variable MB_JWT_* is set: there is nothing to import.');
    }
    if (values['dry-run'] !== true) await takeOver(found.patch, groupMappings, context);
    const { taken, leftOut } = found;
    const all = { taken, leftOut, groupMappings };
    context.print(values.json ? JSON.stringify(all) : inWords(found, groupMappings));
    return 0;
  },
};

type NamedMappings = Readonly<Record<string, readonly string[]>>;

function readGroupWords(words: readonly string[]): ReadonlyMap<number, string> {
  return new Map(
    words.map((word) => {
      const [, id, name = ''] = /^(\d+)=(.*\S.*)$/.exec(word) ?? [];
      if (id === undefined) throw new StartRefused(`--group ${word}: write it as ID=NAME.`);
      return [Number(id), name.trim()];
    }),
  );
}

/** An id of Metabase means another group here, so each needs a name. @returns the message, or null */
function unnamedGroups(
  mappings: MetabaseSettings['groupMappings'],
  names: ReadonlyMap<number, string>,
): StartRefused | null {
  const ids = new Set(Object.values(mappings).flat());
  const unnamed = [...ids].filter((id) => !names.has(id));
  if (unnamed.length === 0) return null;
  const words = unnamed.map((id) => `--group ${id}=NAME`).join(' ');
  return new StartRefused(
    `MB_JWT_GROUP_MAPPINGS names groups by Metabase’s ids. Give the name of each group: ${words}`,
  );
}

function nameGroups(
  mappings: MetabaseSettings['groupMappings'],
  names: ReadonlyMap<number, string>,
): NamedMappings {
  return Object.fromEntries(
    Object.entries(mappings).map(([name, its]) => [name, its.map((id) => names.get(id) ?? '')]),
  );
}

async function takeOver(
  patch: JwtSettingsPatch,
  named: NamedMappings,
  context: CommandContext,
): Promise<void> {
  await withOpenSite(context, async (site) => {
    const hasMappings = Object.keys(named).length > 0;
    const groupMappings = hasMappings ? await findGroups(site, named, context.now()) : {};
    const whole = { ...patch, ...(hasMappings && { groupMappings }) };
    try {
      const { database, jwt, guard, config } = site;
      const passwordLoginLock = config.passwordLoginEnabled;
      const deps = { database, jwt, site: config.site, guard, passwordLoginLock };
      await changeJwtSettings(deps, whole, shell, null, context.now());
    } catch (error) {
      throw error instanceof DashboardError ? inLines(error) : error;
    }
  });
}

async function findGroups(
  { database }: OpenSite,
  named: NamedMappings,
  now: number,
): Promise<Record<string, number[]>> {
  const found: [string, number[]][] = [];
  for (const [name, groups] of Object.entries(named)) {
    const ids: number[] = [];
    for (const group of groups) {
      ids.push(await database.transaction((tx) => groupNamed(tx, group, now)));
    }
    found.push([name, ids]);
  }
  return Object.fromEntries(found);
}

function inLines({ message, fields }: DashboardError): StartRefused {
  const faults = Object.entries(fields ?? {}).map(([name, fault]) => `${name}: ${fault}`);
  return new StartRefused([message, ...faults.map((fault) => `  - ${fault}`)].join('\n'), faults);
}

function inWords(
  { patch, taken, leftOut }: MetabaseSettings,
  groupMappings: NamedMappings,
): string {
  return [
    ...Object.entries(taken).map(([variable, setting]) => `✓ ${variable} → ${setting}`),
    ...Object.entries(groupMappings).map(
      ([name, groups]) => `✓ group “${name}” in the token → ${groups.join(', ')}`,
    ),
    ...[
      signingKeyWarning(patch.signingKey ?? ''),
      appAddressWarning(patch.identityProviderUri ?? ''),
    ]
      .filter((warning) => warning !== null)
      .map((warning) => `! ${warning}`),
    ...leftOut.map((variable) => `! ${variable} has no counterpart here and was ignored.`),
  ].join('\n');
}
