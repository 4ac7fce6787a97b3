import {
  AddressTest,
  AddressToTest,
  Discovery,
  IssuerToDiscover,
  JwtSettings,
  JwtSettingsPatch,
  NewSigningKey,
  SigningKeyCreated,
} from '@dashboard/contract';
import { expectedTags, setTag } from '../entity-tag.ts';
import { actorOf } from '../http/client.ts';
import type { Reply, Server } from '../http/server.ts';
import { changeJwtSettings, type JwtSettingsDeps, newSigningKey } from './change-jwt-settings.ts';
import { guardedChangeErrors } from './lock-out-guard.ts';
import { discover, testAddress } from './look-outside.ts';
import { presentJwtSettings } from './present-jwt-settings.ts';

export interface JwtSettingsRouteDeps extends JwtSettingsDeps {
  readonly now: () => number;
}

/** `GET|PATCH /api/settings/jwt` and the signing key's route. */
export function registerJwtSettingsRoutes(server: Server, deps: JwtSettingsRouteDeps): void {
  const config = { access: 'administrator' } as const;
  const tags = ['Settings'];

  async function answer(reply: Reply) {
    const { settings, version } = await presentJwtSettings(
      deps.jwt,
      deps.database.read,
      deps.now(),
    );
    return setTag(reply, `${version}`).send(settings);
  }

  server.get(
    '/api/settings/jwt',
    {
      config,
      schema: {
        tags,
        summary: 'Get the JWT settings',
        response: { 200: JwtSettings },
      },
    },
    (_request, reply) => answer(reply),
  );

  server.patch(
    '/api/settings/jwt',
    {
      config: {
        ...config,
        errors: guardedChangeErrors,
      },
      schema: {
        tags,
        summary: 'Change some of the JWT settings; all or none are saved',
        body: JwtSettingsPatch,
        response: { 200: JwtSettings },
      },
    },
    async (request, reply) => {
      await changeJwtSettings(
        deps,
        request.body,
        actorOf(request),
        expectedTags(request),
        deps.now(),
      );
      return answer(reply);
    },
  );

  server.post(
    '/api/settings/jwt/test-address',
    {
      config,
      schema: {
        tags,
        summary: 'Test the address of the authentication app',
        body: AddressToTest,
        response: { 200: AddressTest },
      },
    },
    (request) => testAddress(request.body.identityProviderUri, deps.site),
  );

  server.post(
    '/api/settings/jwt/discover',
    {
      config,
      schema: {
        tags,
        summary: 'Look up the addresses of an OpenID provider and whether it supports HS256',
        body: IssuerToDiscover,
        response: { 200: Discovery },
      },
    },
    (request) => discover(request.body.issuer),
  );

  server.post(
    '/api/settings/jwt/signing-key',
    {
      config: {
        ...config,
        errors: guardedChangeErrors,
      },
      schema: {
        tags,
        summary:
          'Generate a signing key, or set the one in the request; only this response shows it',
        body: NewSigningKey,
        response: { 200: SigningKeyCreated },
      },
      // Without a body, a key is generated, as with an empty object.
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return newSigningKey(deps, request.body, actorOf(request), expectedTags(request), deps.now());
    },
  );
}
