import type { Migration } from '../migration.ts';

/** Sign-ins that wait for their browser: posted tokens (F9) and those to be confirmed (F7). */
export const parkedSignIns: Migration = {
  id: '0004-parked-sign-ins',
  up: ({ schema, instant, keyedByItself, run }) =>
    run([
      schema
        .createTable('parked_sign_ins')
        .addColumn('handle_hash', 'text', (c) => c.primaryKey().notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('sealed', 'text', (c) => c.notNull())
        .addColumn('kept_until', instant, (c) => c.notNull())
        .$call(keyedByItself),
      // A code is taken to the token endpoint once, however often the browser comes back with it (C1).
      schema
        .createTable('taken_attempts')
        .addColumn('state_hash', 'text', (c) => c.primaryKey().notNull())
        .addColumn('kept_until', instant, (c) => c.notNull())
        .$call(keyedByItself),
    ]),
};
