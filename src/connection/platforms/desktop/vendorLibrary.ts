// The library is CommonJS, which webpack cannot import on demand without code for it in every page.
export {default} from '@glue42/desktop';
