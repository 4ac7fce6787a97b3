/** A check of a sign-in, as an administrator sees it. */
export interface SignInStep {
  readonly name: string;
  readonly rule: string;
  /** The codes of this step if two steps share a rule. */
  readonly codes?: readonly string[];
  readonly passed: string;
}

/** The checks of a token, in the order of the protocol page. */
export const tokenSteps: readonly SignInStep[] = [
  {
    name: 'shape',
    rule: 'F2',
    passed: 'The token is well formed.',
  },
  { name: 'algorithm', rule: 'F3', passed: 'The algorithm is HS256.' },
  { name: 'signature', rule: 'F4', passed: 'The signature matches the signing key.' },
  { name: 'times', rule: 'F5', passed: 'The token was issued recently and has not expired.' },
  {
    name: 'audience_and_issuer',
    rule: 'F6',
    passed: 'The audience and the issuer are as expected.',
  },
  { name: 'email', rule: 'I2', passed: 'The email address is valid.' },
  { name: 'names', rule: 'I3', passed: 'The names are valid or absent.' },
  {
    name: 'subject',
    rule: 'I4',
    codes: ['claim_invalid'],
    passed: 'The claim “sub”, your app’s own id of the person, is valid or absent.',
  },
  { name: 'attributes', rule: 'I8', passed: 'The other claims can be stored as attributes.' },
  {
    name: 'groups_claim',
    rule: 'G1',
    passed: 'The groups claim is an array of strings, one string, or absent.',
  },
];

/** The first step of a token that is too long for an address. */
export const postedStep: SignInStep = {
  name: 'shape',
  rule: 'F2',
  passed:
    'The token is well formed, but longer than 8 KiB: your app must send it as a form post (field “jwt”).',
};

/** Only over the back channel, where the token is an ID token. */
export const subjectStep: SignInStep = {
  name: 'subject_required',
  rule: 'C3',
  passed: 'The ID token has the claim “sub”.',
};

/** Only in the flow with PKCE without a token endpoint. */
export const challengeStep: SignInStep = {
  name: 'code_challenge',
  rule: 'K2',
  passed:
    'The token has a “code_challenge”. It must belong to a sign-in that this browser started.',
};

/** F7 comes between them; it depends on the browser and cannot be tried here. */
export const browserStep: SignInStep = {
  name: 'browser',
  rule: 'F7',
  passed: 'Depends on the browser: whether the sign-in started there, and who is signed in.',
};

/** What happens in the transaction. */
export const accountSteps: readonly SignInStep[] = [
  { name: 'single_use', rule: 'F8', passed: 'The token has not been used before.' },
  {
    name: 'identity',
    rule: 'I4',
    codes: ['identity_conflict', 'email_taken'],
    passed: 'No other account has this email address or this “sub”.',
  },
  { name: 'linking', rule: 'I4a', passed: 'The account can be used through JWT.' },
  { name: 'active', rule: 'I7', passed: 'The account is active, or the sign-in reactivates it.' },
  { name: 'account', rule: 'I5', passed: 'The account exists, or can be created.' },
  { name: 'groups', rule: 'G4', passed: 'The groups are as the settings require.' },
];
