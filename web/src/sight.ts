import { createContext, useContext } from 'react';

/** Is this part of the page in sight, or close to it? What is not asks for nothing. */
export const Sight = createContext(true);
export const useInSight = (): boolean => useContext(Sight);
