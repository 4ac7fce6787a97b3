export * from './account.ts';
export * from './error.ts';
export * from './error-code.ts';
export * from './jwt-settings.ts';
export * from './properties.ts';
export * from './question.ts';
export * from './return-path.ts';
export * from './session.ts';
