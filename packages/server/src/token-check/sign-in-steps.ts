/** A step of a sign-in as an administrator sees it; the refusal that it ends with says which one failed. */
export interface SignInStep {
  readonly name: string;
  readonly rule: string;
  /** Where two steps share a rule, the codes tell them apart. */
  readonly codes?: readonly string[];
  readonly passed: string;
}

/** What a token goes through, in the order of the protocol page. */
export const tokenSteps: readonly SignInStep[] = [
  {
    name: 'shape',
    rule: 'F2',
    passed: 'A whole token: its parts are there, and each can be read.',
  },
  { name: 'algorithm', rule: 'F3', passed: 'Signed in the one way that is taken, HS256.' },
  { name: 'signature', rule: 'F4', passed: 'Signed with the shared key.' },
  { name: 'times', rule: 'F5', passed: 'Made a short while ago, and still good.' },
  {
    name: 'audience_and_issuer',
    rule: 'F6',
    passed: 'Meant for this site, and from whom it should be.',
  },
  { name: 'email', rule: 'I2', passed: 'One plain e-mail address.' },
  { name: 'names', rule: 'I3', passed: 'The names are texts, or left out.' },
  {
    name: 'subject',
    rule: 'I4',
    codes: ['claim_invalid'],
    passed: 'Your app’s own id of the person (“sub”) is a text, or left out.',
  },
  { name: 'attributes', rule: 'I8', passed: 'The other claims can be kept as attributes.' },
  { name: 'groups_claim', rule: 'G1', passed: 'The groups are a list of texts, or one text.' },
];

/** The first step of a token that is longer than an address may be. */
export const postedStep: SignInStep = {
  name: 'shape',
  rule: 'F2',
  passed: 'Well formed, but longer than 8 KiB: your app must post it (a form with “jwt”).',
};

/** Only over the back channel, where the token is an ID token. */
export const subjectStep: SignInStep = {
  name: 'subject_required',
  rule: 'C3',
  passed: 'The ID token says whose it is (“sub”).',
};

/** Only in the flow with PKCE on the front channel; whose challenge it is depends on the browser. */
export const challengeStep: SignInStep = {
  name: 'code_challenge',
  rule: 'K2',
  passed: 'The token carries a “code_challenge”; the browser must have begun that sign-in.',
};

/** Between them stands F7, which depends on the browser, and so can’t be tried here. */
export const browserStep: SignInStep = {
  name: 'browser',
  rule: 'F7',
  passed:
    'Depends on the browser that brings the token: whether the sign-in began there, and who is signed in.',
};

/** What happens in the transaction. */
export const accountSteps: readonly SignInStep[] = [
  { name: 'single_use', rule: 'F8', passed: 'This token has not been used before.' },
  {
    name: 'identity',
    rule: 'I4',
    codes: ['identity_conflict', 'email_taken'],
    passed: 'Nobody else has this e-mail address or this “sub”.',
  },
  { name: 'linking', rule: 'I4a', passed: 'The account may be used through JWT.' },
  { name: 'active', rule: 'I7', passed: 'The account is not deactivated, or may come back.' },
  { name: 'account', rule: 'I5', passed: 'There is an account, or one may be made.' },
  { name: 'groups', rule: 'G4', passed: 'The groups are as the settings ask for.' },
];
