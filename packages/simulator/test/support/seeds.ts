/** How many seeds the test command runs, from 1 on. `STATEFUN_SEEDS` sets another number, for longer runs. */
export const SEEDS = Number(process.env['STATEFUN_SEEDS'] ?? 500);
