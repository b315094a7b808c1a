import { books } from '$lib/books.js';

export const entries = () => books.map(({ id }) => ({ id }));

export const load = ({ params }) => books.find(({ id }) => id === params.id);
