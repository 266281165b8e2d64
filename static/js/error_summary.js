// After an error, reading begins at the summary. Without this script it stands first in the page all the same.
document.querySelector(".error-summary")?.focus();
