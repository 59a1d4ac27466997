/** The product's version, equal to the one in package.json (compared by a test). */
export const version = "0.1.0";
