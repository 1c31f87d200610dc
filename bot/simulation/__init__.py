"""Made-up people around the same steps that real ones use."""
