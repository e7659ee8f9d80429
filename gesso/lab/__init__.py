"""The lab: behaviour as an engineered thing. It measures what decides, and trains what should decide better."""
