"""Program and technique files: YAML in, checked values out. YAML is known nowhere else."""
