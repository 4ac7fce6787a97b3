import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from '../packages/server/src/testing/free-port.ts';

export interface IdentityProviderOptions {
  readonly dashboardAddress: string;
  readonly clientSecret: string;
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt';
  readonly requiresPkce: boolean;
}

export interface IdentityProvider {
  readonly issuer: string;
  stop(): void;
}

/** A certified OpenID provider by another author; only its configuration is ours. */
export async function startIdentityProvider({
  dashboardAddress,
  clientSecret,
  clientAuthentication,
  requiresPkce,
}: IdentityProviderOptions): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'dashboard',
        client_secret: clientSecret,
        token_endpoint_auth_method: clientAuthentication,
        ...(clientAuthentication === 'client_secret_jwt' && {
          token_endpoint_auth_signing_alg: 'HS256',
        }),
        id_token_signed_response_alg: 'HS256',
        redirect_uris: [`${dashboardAddress}auth/sso`],
        post_logout_redirect_uris: [`${dashboardAddress}auth/signed-out`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['HS256'],
      idTokenSigningAlgValues: ['HS256', 'RS256'],
    },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['first_name', 'last_name', 'department', 'groups'],
    },
    // Claims of the scopes are in the ID token itself, where Dashboard reads them.
    conformIdTokenClaims: false,
    pkce: { required: () => requiresPkce },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@example.com`,
        email_verified: true,
        first_name: 'Lin',
        last_name: 'Example',
        department: 'Research',
        groups: ['eng'],
      }),
    }),
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    issuer,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
