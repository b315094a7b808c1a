import { createRouter, createWebHistory } from 'vue-router';
import Book from './pages/Book.vue';
import Join from './pages/Join.vue';
import Shelf from './pages/Shelf.vue';
import Welcome from './pages/Welcome.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Shelf },
    { path: '/books/:id', component: Book, props: true },
    { path: '/join', component: Join },
    { path: '/welcome', component: Welcome },
  ],
});
