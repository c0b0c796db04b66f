"""Prints letters in many layouts, by engines that make files in different ways."""
