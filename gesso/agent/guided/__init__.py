"""The guided path for small models: rules and constrained questions around a model that cannot use tools."""
