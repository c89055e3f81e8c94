"""How a request goes through: application, guard, forms, pages, errors."""
