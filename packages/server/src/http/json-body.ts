import { DashboardError } from '../dashboard-error.ts';
import type { Request, Server } from './server.ts';

/** JSON that people and programs send here is flat; deeper JSON is refused on every route. */
const maxDepth = 32;
/** The bodies of public routes have a few members each. */
const maxPublicValues = 1_000;
/** How a NUL is written in JSON; JSON allows no NUL byte in a text. */
const escapedNul = '\\u0000';

/**
 * Reads JSON bodies in time linear in their length. The depth is checked before parsing, so no
 * later code gets a deep value.
 */
export function readJsonBodies(server: Server): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.decorateRequest('bodyMayHoldNul', false);
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => {
      if (isNestedDeeper(body, maxDepth)) {
        const message = `The body is nested more than ${maxDepth} levels deep.`;
        done(new DashboardError('body_malformed', message));
        return;
      }
      if (isPublic(request) && hasMoreValues(body, maxPublicValues)) {
        done(new DashboardError('body_malformed', 'The body has too many values.'));
        return;
      }
      request.bodyMayHoldNul = body.includes(escapedNul);
      void parse(request, body, done);
    },
  );
}

/**
 * Whether a JSON text opens more than `limit` brackets at once. One pass without a grammar: a text
 * that is not JSON is left to the parser, which fails before this count becomes wrong.
 */
export function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > limit) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

function isPublic({ routeOptions }: Request): boolean {
  return routeOptions.config.access === 'public';
}

/** Counts the commas outside of strings. */
function hasMoreValues(text: string, limit: number): boolean {
  let commas = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '"') index = endOfString(text, index);
    else if (text[index] === ',') commas += 1;
    if (commas >= limit) return true;
  }
  return false;
}

/** @returns the index of the quote that closes the string, or the end of the text */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
