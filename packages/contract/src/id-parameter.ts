import { Type } from 'typebox';

/** An id in an address: a whole number from 1, of at most nine digits. */
export const IdParameter = Type.String({ pattern: '^[1-9]\\d{0,8}$' });
