/** The text that a visitor types into forms. No part of it may be stored or sent. */
export const TYPED = {
  name: 'Wilhelmina Quince',
  email: 'wilhelmina@quince.example',
  message: 'Do you know a tea that tastes of marzipan?',
};

/** Words that occur only in the typed text. */
export const SECRETS = ['Wilhelmina', 'wilhelmina', 'Quince', 'quince', 'marzipan'];
