/** The same keys with other words: a translation that lacks one, or has one too many, does not compile. */
export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
