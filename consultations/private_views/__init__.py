"""What a patient can do on the private page, one module for each of its parts."""
