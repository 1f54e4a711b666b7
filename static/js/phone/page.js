// What the shell brings along: the words in its language, and the addresses to ask.

const data = (id) => JSON.parse(document.getElementById(id).textContent);

export const words = data('phone-words');
export const addresses = data('phone-addresses');
export const language = document.documentElement.lang;
