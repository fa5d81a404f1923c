"""What is printed before an evening: posters and table cards with code, address and QR."""
