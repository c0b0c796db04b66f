"""Printed names: municipalities, councils and colleges, persons, organisations."""
