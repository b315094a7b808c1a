/** What a visitor types into forms. None of it may be found anywhere afterwards. */
export const TYPED = {
  name: 'Wilhelmina Quince',
  email: 'wilhelmina@quince.example',
  message: 'Do you know a tea that tastes of marzipan?',
};

/** Every part of a visitor's words that would betray them. */
export const SECRETS = ['Wilhelmina', 'wilhelmina', 'Quince', 'quince', 'marzipan'];
