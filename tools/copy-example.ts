import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newFolder } from '../packages/server/src/testing/test-database.ts';
import { fencesIn } from './doc-fences.ts';
import { projectFiles } from './project-files.ts';

const root = new URL('../', import.meta.url).pathname;

/** Where a reader may have an example: below the repository's own package.json, or outside of it. */
export const examplePlaces = ['in a fresh clone', 'copied out of it'] as const;

export interface Example {
  readonly folder: string;
  /** The README's commands up to the one that starts the app; without `cd`. */
  readonly install: string;
  /** The README's command that starts the app. */
  readonly start: string;
}

/**
 * Copies an example, without anything that was installed, and reads its README's commands.
 *
 * @param starter a part of the command that starts the app
 */
export function copyExample(
  name: string,
  place: (typeof examplePlaces)[number],
  starter: string,
): Example {
  const clone = newFolder();
  const isInstalled = (file: string) => /^examples\/.*(?:\.tgz|package-lock\.json)$/.test(file);
  const isNeeded = (file: string) =>
    !isInstalled(file) &&
    (file.startsWith(`examples/${name}/`) || /(?:^|\/)package(?:-lock)?\.json$/.test(file));
  for (const file of projectFiles(root).filter(isNeeded)) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file));
  }
  const inClone = join(clone, 'examples', name);
  const folder = place === 'in a fresh clone' ? inClone : join(newFolder(), name);
  if (folder !== inClone) cpSync(inClone, folder, { recursive: true });
  return { folder, ...readCommands(name, starter) };
}

function readCommands(name: string, starter: string): Omit<Example, 'folder'> {
  const readme = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8');
  for (const { text } of fencesIn(readme, 'sh')) {
    // A backslash at the end of a line joins it with the next.
    const commands = text.replaceAll('\\\n', '').trim().split('\n');
    const start = commands.find((command) => command.includes(starter));
    if (start === undefined) continue;
    const before = commands.slice(0, commands.indexOf(start));
    return { install: before.filter((command) => !/^cd /.test(command)).join('\n'), start };
  }
  throw new Error(`The README of ${name} has no command with “${starter}”.`);
}
