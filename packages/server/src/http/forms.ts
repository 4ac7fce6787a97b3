import { DashboardError } from '../dashboard-error.ts';
import { hasTooManyParameters } from './bound-request.ts';
import type { Server } from './server.ts';

/** Lets only the routes of a scope accept a form; its body is a `URLSearchParams`. */
export function takeForms(scope: Server, bodyLimit = 1024): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body: string, parsed) => {
      if (hasTooManyParameters(body))
        parsed(new DashboardError('body_malformed', 'The form has too many fields.'));
      else parsed(null, new URLSearchParams(body));
    },
  );
}
