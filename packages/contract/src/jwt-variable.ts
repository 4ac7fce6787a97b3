/** The environment variable that sets a JWT setting: `maxAgeSeconds` → `DASHBOARD_JWT_MAX_AGE_SECONDS`. */
export function jwtVariableName(setting: string): string {
  return `DASHBOARD_JWT_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
