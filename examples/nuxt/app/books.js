export const books = [
  { id: 'tides', title: 'Tides' },
  { id: 'lamps', title: 'Lamps' },
];
