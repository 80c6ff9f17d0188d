import type {Connect} from './strategy';

/** Inside the desktop container, io.Connect Desktop or Glue42 Enterprise. */
export const connectDesktop: Connect = async () => {
    throw new Error('this page runs in a desktop container, which is not supported yet by this version.');
};
