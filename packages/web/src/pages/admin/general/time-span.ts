/** A time as people say it: so many of a unit. */
export interface TimeSpan {
  readonly amount: number | '';
  readonly unit: Unit;
}

export type Unit = keyof typeof secondsIn;

const secondsIn = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 } as const;

export const units = Object.keys(secondsIn) as readonly Unit[];

/** In the biggest unit that leaves nothing over. */
export function timeSpanOf(seconds: number): TimeSpan {
  const unit = units.find((one) => seconds % secondsIn[one] === 0) ?? 'seconds';
  return { amount: seconds / secondsIn[unit], unit };
}

/** @returns null where no amount is there */
export function secondsOf({ amount, unit }: TimeSpan): number | null {
  return amount === '' ? null : Math.round(amount * secondsIn[unit]);
}

/** `1 day`, `2 days`, without the number. */
export function unitWords(unit: Unit, amount: number | ''): string {
  return amount === 1 ? unit.slice(0, -1) : unit;
}
