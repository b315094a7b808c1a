export interface Walk {
  id: string;
  name: string;
  place: string;
  lengthKm: number;
  climbM: number;
  about: string;
}

export const walks: Walk[] = [
  {
    id: 'ridge',
    name: 'The Ridge',
    place: 'From Hollow Farm',
    lengthKm: 14,
    climbM: 620,
    about:
      'Up through beeches, then three hours with the sky on both sides. Bring a jacket, whatever the forecast says.',
  },
  {
    id: 'estuary',
    name: 'Estuary Path',
    place: 'From the old ferry',
    lengthKm: 9,
    climbM: 40,
    about: 'Flat, salty and full of birds. At low water there is a short cut over the sand; ask before you take it.',
  },
  {
    id: 'quarry',
    name: 'Quarry Loop',
    place: 'From Station Road',
    lengthKm: 6,
    climbM: 180,
    about: 'An evening walk past the blue pool, with a bench at exactly the right place.',
  },
];
