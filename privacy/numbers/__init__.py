"""National identification numbers that were left out: who is told, where they are decided on."""
