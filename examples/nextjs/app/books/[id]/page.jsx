import { books } from '../../../lib/books.js';

const find = async (params) => {
  const { id } = await params;
  return books.find((book) => book.id === id);
};

export const generateStaticParams = () => books.map(({ id }) => ({ id }));

export const generateMetadata = async ({ params }) => ({ title: (await find(params)).title });

export default async function Book({ params }) {
  const { id, title } = await find(params);
  return (
    <main data-item={id}>
      <h1>{title}</h1>
      <button type="button" id="borrow" data-action="borrow">
        Borrow
      </button>
    </main>
  );
}
