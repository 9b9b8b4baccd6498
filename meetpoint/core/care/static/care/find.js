// Puts the cursor in the code field of a desk, where a scanner types; on a phone the keyboard would cover the page.

const field = document.querySelector(".find input[name='code']");
if (field && window.matchMedia("(hover: hover) and (pointer: fine)").matches) field.focus();
