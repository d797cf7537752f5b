// The shop's one currency (ISO 4217). Amounts are whole cents everywhere.
export const currency = 'EUR'
