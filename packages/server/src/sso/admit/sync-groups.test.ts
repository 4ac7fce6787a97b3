import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insertAccount } from '../../accounts/account-store.ts';
import { addMember, allGroups, insertGroup, membershipsOf } from '../../groups/group-store.ts';
import { defaultJwtSettings, type JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { databaseKinds, openTestDatabase } from '../../testing/test-database.ts';
import { syncGroups } from './sync-groups.ts';

const names = ['a', 'b', 'c', 'd', '__proto__'];

/** A person's groups, what a token says, and how the site is set; groups by their place in a list. */
const situations = fc.record({
  /** Place of the group → who put the person in. */
  members: fc.dictionary(
    fc.constantFrom('0', '1', '2', '3', '4', '5', '6'),
    fc.constantFrom('jwt' as const, 'hand' as const),
  ),
  claim: fc.option(fc.array(fc.constantFrom(...names, 'unknown', 'Administrators', 'All users'))),
  mappings: fc.array(fc.tuple(fc.constantFrom(...names), fc.array(fc.nat(7), { maxLength: 3 })), {
    maxLength: 4,
  }),
  missing: fc.constantFrom('keep' as const, 'clear' as const),
});
type Situation = typeof situations extends fc.Arbitrary<infer T> ? T : never;

/** The rules G2–G5 in few lines: places of the groups that the person is in afterwards. */
function model({ members, claim, missing }: Situation, mappings: Map<string, number[]>): number[] {
  const before = Object.keys(members).map(Number);
  if (claim === null && missing === 'keep') return before;
  const said = new Set(claim ?? []);
  const isMapped = mappings.size > 0;
  const managed = isMapped
    ? [...mappings.values()].flat()
    : before.filter((place) => members[place] === 'jwt');
  const wanted = isMapped
    ? [...mappings].flatMap(([name, places]) => (said.has(name) ? places : []))
    : names.flatMap((name, place) => (said.has(name) ? [place] : []));
  return [...before.filter((place) => !managed.includes(place)), ...wanted];
}

describe.each(databaseKinds)('G2, G3, G4 and G5 group sync, on %s', (kind) => {
  test('does what its model says, whatever the token, the mappings and the groups', async () => {
    const database = await openTestDatabase(kind);
    const undo = new Error('nothing of a run stays');
    await fc.assert(
      fc.asyncProperty(situations, async (situation) => {
        const run = database.transaction(async (tx) => {
          const places: number[] = [];
          for (const name of names) places.push((await insertGroup(tx, name, 1)) ?? 0);
          const groups = await allGroups(tx, {});
          const builtIn = (is: string) => groups.find((group) => group.built_in === is)?.id ?? 0;
          // Places 5 and 6 are Administrators and a group that has since been deleted; 7 is “All users”.
          places.push(builtIn('administrators'), 0, builtIn('all_users'));
          const account = await insertAccount(tx, {
            email: 'p@example.com',
            source: 'jwt',
            attributesSyncedAt: 1,
            lastSignInAt: 1,
            now: 1,
          });
          const accountId = account?.id ?? 0;
          const { 6: _deleted, ...members } = situation.members;
          for (const [place, origin] of Object.entries(members))
            await addMember(tx, { groupId: places[Number(place)] ?? 0, accountId, origin });
          const mappings = new Map(situation.mappings);
          const settings: JwtSettings = {
            ...defaultJwtSettings,
            groupSync: true,
            missingGroupsClaim: situation.missing,
            groupMappings: Object.fromEntries(
              [...mappings].map(([name, at]) => [
                name,
                at.map((place) => places[place] || 999_999),
              ]),
            ),
          };
          const person = { id: accountId, groupNames: situation.claim };
          const sync = await syncGroups(tx, person, settings, async () => false);
          const after = (await membershipsOf(tx, { accountId })).map(({ group_id }) => group_id);
          const possible = model({ ...situation, members }, mappings).filter((place) => place < 6);
          const expectedIds = new Set(possible.map((place) => places[place] ?? 0));
          expect(new Set(after)).toEqual(expectedIds);
          const before = new Set(Object.keys(members).map((place) => places[Number(place)]));
          const left = [...before].filter((id) => id !== undefined && !after.includes(id));
          expect(new Set(sync?.removed.map(({ id }) => id))).toEqual(new Set(left));
          expect(new Set(sync?.added.map(({ id }) => id))).toEqual(
            new Set(after.filter((id) => !before.has(id))),
          );
          // A membership added by hand stays one, also if the token has its group too.
          const origins = await membershipsOf(tx, { accountId });
          for (const [place, origin] of Object.entries(members)) {
            const row = origins.find(({ group_id }) => group_id === places[Number(place)]);
            if (row !== undefined) expect(row.origin).toBe(origin);
          }
          throw undo;
        });
        await expect(run).rejects.toBe(undo);
      }),
      { numRuns: kind === 'sqlite' ? 500 : 100 },
    );
  });
});
