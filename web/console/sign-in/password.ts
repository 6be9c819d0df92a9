// Shortest password the server takes (problem 4124); said before sending it.
export const SHORTEST = 10
