export {
  AuthenticationAppError,
  type AuthenticationAppErrorCode,
} from './authentication-app-error.ts';
export {
  type CodeStore,
  codeLifetimeSeconds,
  createMemoryCodeStore,
  type IssuedCode,
} from './code-store.ts';
export {
  type BackChannelOptions,
  type ConnectionOptions,
  connectDashboard,
  type DashboardConnection,
} from './connect-dashboard.ts';
export { type LoginTokenOptions, makeLoginToken } from './make-login-token.ts';
export { nodeListener } from './node-listener.ts';
export type { AttributeValue, Person } from './person.ts';
export {
  type CodeRequest,
  readSignInRequest,
  type SignInRequest,
  signInRequestFields,
  signInRequestInputs,
} from './read-sign-in-request.ts';
export { type SignInAnswer, signInAnswerUrl } from './sign-in-answer-url.ts';
export { createTokenEndpoint, type TokenEndpointOptions } from './token-endpoint.ts';
